import { analyze } from '../analyze/analyze';

const POD = {
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { name: 'cart', namespace: 'shop' },
  spec: { containers: [{ name: 'cart' }, { name: 'istio-proxy' }] },
};
const URL = 'https://user:canary@api.acme.io';
const object = (apiVersion: string, kind: string, spec: object) => ({
  apiVersion,
  kind,
  metadata: { name: 'x', namespace: 'shop' },
  spec,
});

describe('URLs where the name of a host belongs', () => {
  it.each([
    {
      ...object('v1', 'Service', {
        type: 'ExternalName',
        externalName: URL,
        ports: [{ port: 443 }],
      }),
      path: 'spec.externalName',
    },
    {
      ...object('networking.istio.io/v1', 'ServiceEntry', {
        hosts: [URL],
        ports: [{ number: 443, name: 'https', protocol: 'TLS' }],
        exportTo: ['.'],
      }),
      path: 'spec.hosts[0]',
    },
    {
      ...object('cilium.io/v2', 'CiliumNetworkPolicy', {
        endpointSelector: {},
        egress: [{ toFQDNs: [{ matchName: URL }] }],
      }),
      path: 'spec.egress[0].toFQDNs[0]',
    },
  ])(
    'are a problem of $kind, and no part of them is told',
    ({ path, ...given }) => {
      const analysis = analyze([POD, given]);
      expect(JSON.stringify(analysis)).not.toContain('canary');
      expect(analysis.problems).toContainEqual(
        expect.objectContaining({ severity: 'error', path }),
      );
      expect(
        analysis.dependencies.filter(
          ({ destination }) => destination.kind === 'host',
        ),
      ).toEqual([]);
    },
  );

  it('are told of ports that are none', () => {
    const { problems, dependencies } = analyze([
      POD,
      object('networking.istio.io/v1', 'ServiceEntry', {
        hosts: ['api.acme.io'],
        ports: [{ number: 99_999, name: 'https', protocol: 'TLS' }],
        exportTo: ['.'],
      }),
    ]);
    expect(dependencies).toEqual([]);
    expect(problems).toContainEqual(
      expect.objectContaining({
        message: expect.stringContaining('between 1 and 65535'),
      }),
    );
  });
});
