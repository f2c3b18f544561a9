import type { Check } from '../Check';
import {
  certificateField,
  describeUsers,
  listCertificateUses,
} from '../certificateUses';

/** A Secret that is named as a certificate holds none. */
export const certificateMalformed: Check = {
  id: 'certificate-malformed',
  code: 'TRF164',
  severity: 'error',
  title: 'Certificate malformed',
  message:
    '{{users}} serves TLS with Secret {{secret}}, which does not hold a certificate with its key.',
  fix: 'Put a certificate in PEM form into tls.crt of Secret {{secret}}, and its private key into tls.key.',
  reads: [],
  run: ({ model }) =>
    listCertificateUses(model)
      .filter(({ certificate }) => certificate.state === 'malformed')
      .map(({ secret, users, entities }) => ({
        at: certificateField(secret),
        params: {
          secret: `${secret.namespace}/${secret.name}`,
          users: describeUsers(users),
        },
        related: users,
        entities,
      })),
};
