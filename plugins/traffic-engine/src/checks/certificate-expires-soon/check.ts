import type { CertificateFacts } from '@portolan/plugin-traffic-common';
import type { Check } from '../Check';
import {
  certificateField,
  describeTime,
  describeUsers,
  listCertificateUses,
} from '../certificateUses';

const DAY_MS = 24 * 60 * 60 * 1000;
/** Whoever renews by itself (cert-manager: at two thirds of the time) has done so long before. */
const SOON_DAYS = 21;
/** Of those that are valid for a short time alone, this part is left when nobody renews them. */
const LAST_PART = 1 / 4;

/** A certificate that is served is about to expire. */
export const certificateExpiresSoon: Check = {
  id: 'certificate-expires-soon',
  code: 'TRF161',
  severity: 'warning',
  title: 'Certificate expires soon',
  message:
    'The certificate in Secret {{secret}} for {{names}} expires on {{date}}, in {{days}} days; {{users}} serves it.',
  fix: 'Renew the certificate in Secret {{secret}}; where cert-manager keeps it, look why it was not renewed by now.',
  reads: [],
  run: ({ model, now }) =>
    listCertificateUses(model).flatMap(
      ({ secret, certificate: { facts }, users, entities }) => {
        const time = facts && describeTime(facts, now);
        return facts && time && time.leftMs >= 0 && time.leftMs < soonMs(facts)
          ? [
              {
                at: certificateField(secret),
                params: {
                  secret: `${secret.namespace}/${secret.name}`,
                  names: facts.names.join(', '),
                  date: time.date,
                  days: Math.floor(time.leftMs / DAY_MS),
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

function soonMs({ notBefore, notAfter }: CertificateFacts): number {
  const lifetimeMs =
    notBefore === null
      ? Infinity
      : Date.parse(notAfter) - Date.parse(notBefore);
  return Math.min(SOON_DAYS * DAY_MS, lifetimeMs * LAST_PART);
}
