import { SECRET, SERVICE } from '../../kinds/coreKinds';
import { refKey } from '../../model/refs';
import { CERTIFICATE_READS } from '../../references/certificates';
import { sourceResult, type Source } from '../Source';
import { compareVerdicts } from './compareVerdicts';
import { draftRoutes } from './draftRoutes';
import {
  EXTENSION_SERVICE,
  HTTP_PROXY,
  SOURCE_ID,
  TLS_CERTIFICATE_DELEGATION,
} from './kinds';
import { faultsOfSentOn, sentOnOnly } from './sentOnOnly';
import { answerRequest } from './serve';
import { contourView } from './translate';

/** HTTPProxies of Contour (projectcontour.io/v1) as its Envoy serves them. */
export const contour: Source = {
  id: SOURCE_ID,
  title: 'Contour',
  reads: [
    HTTP_PROXY,
    TLS_CERTIFICATE_DELEGATION,
    EXTENSION_SERVICE,
    SERVICE,
    ...CERTIFICATE_READS,
  ],
  readsIfGiven: [SECRET],
  resolve: snapshot => {
    const view = snapshot.index(contourView);
    const { rules } = view;
    const sentOn = sentOnOnly(snapshot, rules);
    const faults = [...view.faults, ...faultsOfSentOn(sentOn)];
    const drafts = rules.flatMap(rule => draftRoutes(snapshot, rule));
    const unread = new Map(
      drafts
        .flatMap(({ notInterpreted = [] }) => notInterpreted)
        .map(place => [`${refKey(place.object)} ${place.path}`, place]),
    );
    const told = new Map(
      faults.map(fault => [
        `${refKey(fault.proxy.object)} ${fault.path} ${fault.reason}`,
        fault,
      ]),
    );
    return sourceResult({
      routes: compareVerdicts(drafts, { rules, faults, sentOn }),
      problems: [
        ...[...told.values()].map(({ proxy, path, reason, message }) => ({
          severity: 'error' as const,
          object: proxy.object,
          path,
          message: `${message} Contour’s word for it: ${reason}.`,
        })),
        ...[...unread.values()].map(({ object, path }) => ({
          severity: 'info' as const,
          object,
          path,
          message:
            'Seen, not interpreted: this field changes what Contour does with the HTTPProxy.',
        })),
      ],
    });
  },
  serve: answerRequest,
};
