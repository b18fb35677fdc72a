# SPDX-License-Identifier: GPL-2.0-only
"""A page in headless Chromium, over the pipe of its DevTools protocol: no driver and no socket; for page.t."""
import base64
import json
import os
import select
import shutil
import subprocess
import tempfile
import time

NAMES = "chromium", "chromium-browser", "google-chrome"

PATIENCE = 600  # seconds for an answer


class Refused(Exception):
	"""What the browser says to a command, or a page to an expression."""


def find():
	"""None if there is none here."""
	return next(filter(None, map(shutil.which, NAMES)), None)


class Browser:
	"""One page.  said: what it wrote to its console, and what went wrong in it; asked: all that it wanted to load."""
	def __init__(self, program):
		self.profile = tempfile.mkdtemp(prefix="vmi-rom.")
		to_browser, self.out = os.pipe()
		self.into, from_browser = os.pipe()
		# It reads descriptor 3 and writes 4.
		self.process = subprocess.Popen(["sh", "-c", f'exec "$@" 3<&{to_browser} 4>&{from_browser}', "sh", program, "--headless=new",
			"--remote-debugging-pipe", "--user-data-dir=" + self.profile, "--disable-gpu", "--hide-scrollbars", "--no-first-run",
			"--disable-background-networking", "--disable-component-update", "--disable-dev-shm-usage",
			*(["--no-sandbox"] if os.getuid() == 0 else [])],
			pass_fds=(to_browser, from_browser), stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
		os.close(to_browser)
		os.close(from_browser)
		self.number, self.rest, self.session = 0, b"", None
		self.said, self.asked = [], []
		target = self("Target.createTarget", url="about:blank")["targetId"]
		self.session = self("Target.attachToTarget", targetId=target, flatten=True)["sessionId"]
		for domain in "Page", "Runtime", "Log", "Network":
			self(domain + ".enable")

	def __call__(self, method, **parameters):
		self.number += 1
		message = {"id": self.number, "method": method, "params": parameters}
		if self.session:
			message["sessionId"] = self.session
		os.write(self.out, json.dumps(message).encode() + b"\0")
		while True:
			answer = self.receive()
			if answer.get("id") == self.number:
				if "error" in answer:
					raise Refused(f"{method}: {answer['error']['message']}")
				return answer["result"]

	def receive(self):
		while b"\0" not in self.rest:
			more = os.read(self.into, 1 << 16) if select.select([self.into], [], [], PATIENCE)[0] else b""
			if not more:
				raise RuntimeError("the browser has ended, or hangs")
			self.rest += more
		one, self.rest = self.rest.split(b"\0", 1)
		message = json.loads(one)
		method, parameters = message.get("method"), message.get("params", {})
		if method == "Network.requestWillBeSent":
			self.asked.append(parameters["request"]["url"])
		elif method == "Runtime.exceptionThrown":
			self.said.append(parameters["exceptionDetails"].get("exception", {}).get("description", "an exception"))
		elif method == "Log.entryAdded":
			self.said.append(parameters["entry"]["text"])
		elif method == "Runtime.consoleAPICalled":
			self.said.append(str(parameters["args"]))
		return message

	def show(self, url, width, height, scheme):
		self("Emulation.setDeviceMetricsOverride", width=width, height=height, deviceScaleFactor=1, mobile=width < 600)
		self("Emulation.setEmulatedMedia", features=[{"name": "prefers-color-scheme", "value": scheme}])
		self("Page.navigate", url="about:blank")  # a change behind # alone loads nothing
		self("Page.navigate", url=url)
		while not self.arrived():
			time.sleep(0.02)

	def arrived(self):
		try:
			return self.evaluate("document.readyState === 'complete' && location.href !== 'about:blank'")
		except Refused:
			return False  # it is just being replaced

	def evaluate(self, expression):
		found = self("Runtime.evaluate", expression=expression, returnByValue=True, awaitPromise=True)
		if "exceptionDetails" in found:
			raise Refused(found["exceptionDetails"]["exception"]["description"])
		return found["result"].get("value")

	def picture(self, file, whole=False):
		with open(file, "wb") as target:
			target.write(base64.b64decode(self("Page.captureScreenshot", captureBeyondViewport=whole)["data"]))

	def close(self):
		os.close(self.out)  # it ends with its pipe
		try:
			self.process.wait(10)
		except subprocess.TimeoutExpired:
			self.process.kill()
			self.process.wait()
		os.close(self.into)
		shutil.rmtree(self.profile, ignore_errors=True)
