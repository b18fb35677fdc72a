# SPDX-License-Identifier: GPL-2.0-only
"""What something was made of: the commit, and the sources with their licences; part of rom-facts and sbom."""
import re


def commit_of(text):
    """Of what dist/commit prints: the hash, whether files had changed, and the date; three times None if it is not known."""
    found = re.fullmatch(r"([0-9a-f]+)(-dirty)? of (\S+)\n?", text)
    return (found[1], bool(found[2]), found[3]) if found else (None, None, None)


def sources_of(rules):
    """The tree's files that the compiler has read for some objects, by the rules (.d) that it wrote beside them."""
    sources = set()
    for rule in rules:
        with open(rule, encoding="utf-8") as file:
            words = file.read().replace("\\\n", " ").split()
        sources.update(w for w in words if not w.endswith((":", ".o")) and not w.startswith(("/", "build/")))
    return sorted(sources)


def licence_of(source):
    """What its SPDX line says; each source has one (tests/lint.t)."""
    with open(source, encoding="utf-8") as file:
        return re.search(r"SPDX-License-Identifier: (\S+)", file.read(400))[1]


def expression(licences):
    return " AND ".join(sorted(set(licences)))
