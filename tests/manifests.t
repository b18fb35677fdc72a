#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# What goes out with each ROM: manifests, the SBOM, the list of sums and its signature.
# Risk: one of them says what is not so, or the schema and vmirom don't mean the same by a manifest.
set -u
cd "$(dirname "$0")/.." || exit 2
work=$(mktemp -d) || exit 2
vmirom=build/tools/vmirom
# shellcheck source=tests/lib/tap.sh
. tests/lib/tap.sh
# shellcheck source=tests/lib/built.sh
. tests/lib/built.sh
# shellcheck source=tests/lib/keys.sh
. tests/lib/keys.sh
trap 'end_keys; rm -rf "$work"' EXIT
make_keys "$work/keys" || { echo "Bail out! no keys: $(cat "$work/keys/log")"; exit 2; }
export GNUPGHOME=$keys
roms=$(make -s list-roms)
version=$(make -s rom-version)
gcc=$(gcc --version | head -n 1)
ld=$(ld --version | head -n 1)

fits_schema() { # MANIFEST
	python3 - "$1" <<-'END'
		import json, sys, jsonschema
		schema = json.load(open("releases/manifest.schema.json"))
		jsonschema.Draft202012Validator.check_schema(schema)
		jsonschema.Draft202012Validator(schema).validate(json.load(open(sys.argv[1])))
	END
}
# What the build adds: MANIFEST NAME VERSION COMPILER... and the commit on standard input.
has_facts() {
	python3 -c '
import json, sys
m = json.load(open(sys.argv[1]))
s = m["source"]
said = [m["file"], m["rom_version"], *m["compilers"]]
assert said == sys.argv[2:], said
assert f"""{s["commit"]}{"-dirty" if s["modified"] else ""} of {s["date"]}\n""" == sys.stdin.read() or not s["commit"], s
assert m["licences"] == "GPL-2.0-only AND MIT", m["licences"]
' "$@" <build/commit
}
platforms() { python3 -c 'import json, sys; print(*json.load(open(sys.argv[1]))["platforms"])' "$1"; }
for rom in $roms; do
	manifest=${rom%.rom}.json
	ok "$manifest is as the schema says" fits_schema "$manifest"
	says "and what it says of the ROM is so" 0 '^manifest: good' "$vmirom" verify --manifest "$manifest" "$rom"
	ok "name, version, compilers, commit and licences are in it" has_facts "$manifest" "$(basename "$rom")" "$version" "$gcc" "$ld"
done
is "where the native ROM runs" "$(platforms build/rom/vmi-native-i386.json)" "bare-hardware"
is "where the Xen ROM runs" "$(platforms build/rom/vmi-xen-i386.json)" "xen-hvm xen-pv xen-pvh"

# What the schema forbids vmirom refuses: each key left out, and with values that it can't have.
one_mind() {
	python3 - "$vmirom" build/rom/vmi-native-i386 "$work/changed.json" <<-'END'
		import copy, json, subprocess, sys, jsonschema
		vmirom, rom, changed = sys.argv[1:]
		good = json.load(open(f"{rom}.json"))
		schema = jsonschema.Draft202012Validator(json.load(open("releases/manifest.schema.json")))
		places = [(k,) for k in schema.schema["required"]] + [("source", "commit"), ("source", "modified"), ("answers", 0)] + [
		    ("answers", 0, k) for k in good["answers"][0]] + [("answers", 0, "calls", 0, k) for k in good["answers"][0]["calls"][0]]
		seen = 0
		for place in places:
		    for value in ("delete", None, "", 7, -1, True, [], {}, ["x"], "x"):
		        bad = copy.deepcopy(good)
		        parent = bad
		        for step in place[:-1]:
		            parent = parent[step]
		        if value == "delete":
		            del parent[place[-1]]
		        else:
		            parent[place[-1]] = value
		        if schema.is_valid(bad):
		            continue
		        json.dump(bad, open(changed, "w"))
		        said = subprocess.run([vmirom, "verify", "--manifest", changed, f"{rom}.rom"], capture_output=True, text=True)
		        seen += said.returncode in (3, 4, 5)
		        if said.returncode not in (3, 4, 5):
		            print(f"{place} as {value!r}: exit status {said.returncode}: {said.stdout}{said.stderr}")
		            sys.exit(1)
		sys.exit(seen < 100)
	END
}
ok "what the schema forbids, vmirom verify refuses" one_mind

# The SBOM. What SPDX 2.3 asks of ids, relationships, sums and packages' verification codes.
sbom=build/rom/vmi-rom.spdx.json
sbom_is_sound() {
	# shellcheck disable=SC2086 # several words
	python3 - "$sbom" $roms <<-'END'
		import hashlib, json, re, sys
		doc = json.load(open(sys.argv[1]))
		assert doc["spdxVersion"] == "SPDX-2.3" and doc["dataLicense"] == "CC0-1.0", "header"
		things = {t["SPDXID"]: t for t in doc["packages"] + doc["files"]}
		assert len(things) == len(doc["packages"]) + len(doc["files"]), "an id twice"
		assert all(re.fullmatch(r"SPDXRef-[A-Za-z0-9.-]+", i) for i in things), "an id of another form"
		ends = {(r["spdxElementId"], r["relationshipType"], r["relatedSpdxElement"]) for r in doc["relationships"]}
		for one, _, other in ends:
		    assert {one, other} <= {*things, doc["SPDXID"]}, (one, other)
		assert (doc["SPDXID"], "DESCRIBES", "SPDXRef-Package-vmi-rom") in ends, "describes nothing"
		for package in doc["packages"]:
		    inside = sorted(things[o]["checksums"][0]["checksumValue"] for p, kind, o in ends if (p, kind) == (package["SPDXID"], "CONTAINS"))
		    assert package["filesAnalyzed"] == bool(inside), package["name"]
		    if inside:
		        code = hashlib.sha1("".join(inside).encode()).hexdigest()
		        assert package["packageVerificationCode"]["packageVerificationCodeValue"] == code, package["name"]
		for rom in sys.argv[2:]:
		    entry = next(f for f in doc["files"] if f["fileName"] == "./" + rom.rsplit("/", 1)[1])
		    content = open(rom, "rb").read()
		    for sum in entry["checksums"]:
		        assert hashlib.new(sum["algorithm"], content).hexdigest() == sum["checksumValue"], rom
		    sources = [things[o] for one, kind, o in ends if (one, kind) == (entry["SPDXID"], "GENERATED_FROM")]
		    names = {s["fileName"] for s in sources}
		    assert any(n.startswith("./rom/") for n in names) and any("-blob/" in n for n in names), names
		    for source in sources:
		        text = open(source["fileName"], "rb").read()
		        assert hashlib.sha256(text).hexdigest() == source["checksums"][1]["checksumValue"], source
		        assert f"SPDX-License-Identifier: {source['licenseConcluded']}".encode() in text, source
	END
}
ok "the SBOM is sound: ids, relationships, sums, licences" sbom_is_sound
again() { sed 's|^\([^ ]*/\)\([^ ]*\) |\2\t\1\2\t|' build/products | make -s sbom VERSION="$version" OUT="$work/again" && cmp "$sbom" "$work/again"; }
ok "and the same the second time" again
sbom_without_room() { (ulimit -f 1; trap '' XFSZ; again); }
echo before >"$work/again"
says "a full disk" 2 "^sbom: $work/again: File too large" sbom_without_room
is "leaves the SBOM that was there" "$(cat "$work/again") $(find "$work" -name 'again*')" "before $work/again"

# Signing, of a copy.
signed=$work/signed
mkdir "$signed"
{ echo SHA256SUMS; cut -c 67- build/rom/SHA256SUMS; } | (cd build/rom && xargs cp -t "$signed")
says "no key is named" 2 '^sign: say by which key: make sign KEY=' releases/sign '' "$signed"
says "no folder" 2 "^sign: there is no folder $work/none" releases/sign good "$work/none"
says "no list" 2 "^sign: $work has no SHA256SUMS" releases/sign good "$work"
says "a key that isn't there" 3 '^sign: gpg has not signed by the key nobody' releases/sign nobody "$signed"
says "a list is signed" 0 "^sign: $signed/SHA256SUMS.asc" releases/sign good "$signed"
cp "$signed/SHA256SUMS.asc" "$work/first.asc"
for rom in $roms; do
	name=$(basename "$rom" .rom)
	says "$name is verified by it" 0 '^signature: good' "$vmirom" verify --manifest "$signed/$name.json" --keyring "$keys/ring.gpg" "$signed/$name.rom"
done
says "a key that has expired signs nothing" 3 '^sign: gpg has not signed' releases/sign old "$signed"
sign_without_room() { (ulimit -f 0; trap '' XFSZ; releases/sign good "$signed"); }
says "a full disk" 3 '^sign: gpg has not signed' sign_without_room
echo more >>"$signed/vmi-xen-i386.json"
says "a list that is not right is not signed" 1 "^sign: $signed: vmi-xen-i386.json: FAILED" releases/sign good "$signed"
ok "the signature that was there stays" cmp "$work/first.asc" "$signed/SHA256SUMS.asc"
is "and nothing is left beside it" "$(find "$signed" -name '.SHA*')" ""
finish
