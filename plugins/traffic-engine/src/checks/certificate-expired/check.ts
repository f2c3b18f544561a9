import type { Check } from '../Check';
import {
  certificateField,
  describeTime,
  describeUsers,
  listCertificateUses,
} from '../certificateUses';

/** A certificate that is served is no longer valid. */
export const certificateExpired: Check = {
  id: 'certificate-expired',
  code: 'TRF160',
  severity: 'error',
  title: 'Certificate expired',
  message:
    'The certificate in Secret {{secret}} for {{names}} expired on {{date}}; {{users}} serves it.',
  fix: 'Put a certificate that is valid into Secret {{secret}}; where cert-manager keeps it, look why it was not renewed.',
  reads: [],
  run: ({ model, now }) =>
    listCertificateUses(model).flatMap(
      ({ secret, certificate: { facts }, users, entities }) => {
        const time = facts && describeTime(facts, now);
        return facts && time && time.leftMs < 0
          ? [
              {
                at: certificateField(secret),
                params: {
                  secret: `${secret.namespace}/${secret.name}`,
                  names: facts.names.join(', '),
                  date: time.date,
                  users: describeUsers(users),
                },
                related: users,
                entities,
              },
            ]
          : [];
      },
    ),
};
