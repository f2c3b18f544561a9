import { existsSync } from 'node:fs';
import { chromium, type Browser } from 'playwright-core';

// What a browser needs to run without a display, a sandbox of its own, or the network.
const FLAGS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

/** Opens the Chromium of this machine: `CHROMIUM_PATH`, then Debian's, then Playwright's own. */
export async function openBrowser(): Promise<Browser> {
  return chromium.launch({
    executablePath: findChromium(),
    headless: true,
    args: FLAGS,
  });
}

function findChromium(): string {
  const candidates = [
    process.env.CHROMIUM_PATH,
    '/usr/bin/chromium',
    chromium.executablePath(),
  ];
  const found = candidates.find(path => path && existsSync(path));
  if (!found) {
    throw new Error(
      'No Chromium was found. Install the package "chromium", or name one in CHROMIUM_PATH.',
    );
  }
  return found;
}
