import type { Check } from '../Check';
import { describeUsers, listCertificateUses } from '../certificateUses';

/** A certificate is named that is not there. */
export const certificateMissing: Check = {
  id: 'certificate-missing',
  code: 'TRF163',
  severity: 'error',
  title: 'Certificate missing',
  message: '{{users}} serves TLS with Secret {{secret}}, which does not exist.',
  fix: 'Create Secret {{secret}} of type kubernetes.io/tls, or correct the name where it is used.',
  reads: [],
  run: ({ model }) =>
    listCertificateUses(model)
      .filter(({ certificate }) => certificate.state === 'missing')
      .map(({ secret, namedAt, users, entities }) => ({
        at: namedAt,
        params: {
          secret: `${secret.namespace}/${secret.name}`,
          users: describeUsers(users),
        },
        related: [secret],
        entities,
      })),
};
