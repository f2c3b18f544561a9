import { createHash } from 'node:crypto';
import { existsSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { mustRunLogged } from './runLogged.mjs';

/**
 * Installs what yarn.lock names, unless that was done for exactly these manifests before. The stamp lies inside
 * node_modules, so removing that folder removes the claim with it.
 */
export async function installDependencies({ root, report, toolchain }) {
  const stampFile = join(root, 'node_modules', '.portolan-installed');
  const wanted = hashManifests(root);
  if (existsSync(stampFile) && readFileSync(stampFile, 'utf8') === wanted) {
    return;
  }
  await report.step('Installing the dependencies that yarn.lock names', () =>
    mustRunLogged({
      root,
      report,
      name: 'install',
      what: 'yarn install',
      command: toolchain.node,
      args: [toolchain.yarn, 'install', '--immutable'],
      env: toolchain.env,
    }),
  );
  writeFileSync(stampFile, wanted);
}

function hashManifests(root) {
  const hash = createHash('sha256');
  // Packages with native code are chosen per platform.
  hash.update(`${process.platform} ${process.arch}`);
  const manifests = ['packages', 'plugins'].flatMap(folder =>
    readdirSync(join(root, folder))
      .sort()
      .map(name => join(folder, name, 'package.json')),
  );
  for (const file of [
    'yarn.lock',
    '.yarnrc.yml',
    'package.json',
    ...manifests,
  ]) {
    if (existsSync(join(root, file))) {
      hash.update(`\n${file}\n`).update(readFileSync(join(root, file)));
    }
  }
  return hash.digest('hex');
}
