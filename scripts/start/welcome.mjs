import { join, relative } from 'node:path';

/** Says where the portal is, and what to try. */
export function welcome({ report, settings, took }) {
  const portal = `http://localhost:${settings.ports.app}`;
  const fromHere = path => relative(process.cwd(), path);
  const route = fromHere(
    join(settings.clustersDir, 'prod-eu', 'shop-routes.yaml'),
  );
  const { paint, print } = report;
  print(`
${paint('bold', `The portal is at ${portal}`)}   (ready after ${took})

Four things to try:
  1. Who reaches the storefront, and what may it call?
     ${paint('cyan', `${portal}/catalog/default/component/storefront/traffic`)}
  2. Leave that tab open and change the weights in
     ${paint('cyan', route)}
  3. Press "New route" there, and see whose every host is:
     ${paint('cyan', `${portal}/traffic`)}
  4. Take a cluster away, and bring it back:
     ${paint('cyan', 'npm run demo -- stop prod-us')}
     ${paint('cyan', 'npm run demo -- start prod-us')}

${paint(
  'dim',
  `"npm run demo" lists what else there is, kubectl included. Logs: ${fromHere(
    join(settings.stateDir, 'logs'),
  )}. Ctrl-C ends everything.`,
)}`);
}
