import { readTraefik } from './readTraefik';

const workload = (container: object) => ({
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  metadata: { name: 'traefik' },
  spec: { template: { spec: { containers: [container] } } },
});

describe('readTraefik', () => {
  it('keeps the arguments that route, by their names in lower case, and no other', () => {
    expect(
      readTraefik(
        workload({
          image: 'ghcr.io/mirror/traefik:v3.7.9@sha256:00',
          args: [
            '--entryPoints.web.address=:80',
            '--entryPoints.web.http.tls',
            '--providers.kubernetesCRD.allowCrossNamespace',
            '--providers.kubernetesCRD.token=hidden',
            '--providers.kubernetesIngress.strictPrefixMatching',
            '--providers.kubernetesIngress.token=hidden',
            '--certificatesResolvers.le.acme.email=me@example.com',
          ],
        }),
      ),
    ).toEqual({
      majorVersion: 3,
      state: 'read',
      arguments: {
        'entrypoints.web.address': ':80',
        'entrypoints.web.http.tls': 'true',
        'providers.kubernetescrd.allowcrossnamespace': 'true',
        'providers.kubernetesingress.strictprefixmatching': 'true',
      },
    });
  });

  it.each([
    { name: 'a file', part: { args: ['--configFile=/x.yaml'] } },
    {
      name: 'a mounted folder',
      part: { args: ['--a'], volumeMounts: [{ mountPath: '/etc/traefik' }] },
    },
    {
      name: 'the environment',
      part: { args: ['--a'], env: [{ name: 'TRAEFIK_PING' }] },
    },
    { name: 'nothing that is seen', part: {} },
  ])('says that it is configured by $name', ({ part }) => {
    expect(readTraefik(workload({ image: 'traefik', ...part }))).toEqual({
      state: 'not-given',
    });
  });

  it.each(['nginx', 'traefik-forward-auth:2', 'example.com/traefik/whoami'])(
    'leaves a workload of %s alone',
    image => {
      expect(readTraefik(workload({ image, args: ['--a=b'] }))).toBeUndefined();
    },
  );
});
