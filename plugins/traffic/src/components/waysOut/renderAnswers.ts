import type {
  Dependency,
  Evidence,
  Observation,
} from '@portolan/plugin-traffic-common';
import { renderName, renderRef } from '../../model/describeRef';
import { parseMoment } from '../../time/elapsed';
import type { TrafficText } from '../../translation/useTrafficText';
import { renderSeconds, renderSpan } from '../shared/renderTime';
import { renderPercent } from '../waysIn/renderRoute';

/** Who wrote a dependency down: the object, or the source where no object is known. */
export function renderWitness({ provenance, source }: Evidence): string {
  return provenance ? renderRef(provenance.object) : source;
}

/** What telemetry says, beyond the answer itself: rate and errors, when, since when not, or why it is not known. */
export function renderObservation(
  t: TrafficText,
  observed: Observation,
  nowMs: number,
): string[] {
  const { answer, coverage, windowSeconds, problem } = observed;
  const window =
    windowSeconds === undefined
      ? []
      : [
          t('waysOut.observed.window', {
            span: renderSeconds(t, windowSeconds),
          }),
        ];
  switch (answer) {
    case 'yes':
      return [
        ...renderTraffic(t, observed),
        ...renderLastSeen(t, observed, nowMs),
      ];
    case 'no':
      return [
        ...window,
        ...(coverage === undefined
          ? []
          : [
              coverage
                ? t('waysOut.observed.covered')
                : t('waysOut.observed.notCovered'),
            ]),
      ];
    case 'no-telemetry':
      return [t('waysOut.observed.noTelemetryWhy')];
    default:
      return problem ? [problem] : [];
  }
}

function renderTraffic(
  t: TrafficText,
  { ratePerSecond, errorShare }: Observation,
): string[] {
  const rate =
    ratePerSecond === undefined
      ? undefined
      : t('waysOut.observed.rate', { rate: renderRate(ratePerSecond) });
  let errors: string | undefined;
  if (errorShare !== undefined) {
    errors =
      errorShare === 0
        ? t('waysOut.observed.noErrors')
        : t('waysOut.observed.errors', { percent: renderPercent(errorShare) });
  }
  const line = [rate, errors].filter(Boolean).join(', ');
  return line ? [line] : [];
}

function renderLastSeen(
  t: TrafficText,
  { lastSeen }: Observation,
  nowMs: number,
): string[] {
  return lastSeen && parseMoment(lastSeen)
    ? [
        t('waysOut.observed.lastSeen', {
          span: renderSpan(t, lastSeen, nowMs),
        }),
      ]
    : [];
}

/** Two figures that count: `0.012`, `4.2`, `1,200`. */
function renderRate(rate: number): string {
  return rate.toLocaleString(undefined, {
    maximumSignificantDigits: rate < 100 ? 2 : 3,
  });
}

/** How connections leave: `Through egress gateway istio-egress/egress`. */
export function renderVia(t: TrafficText, { via }: Dependency): string {
  const { kind, through = [] } = via;
  return through.length > 0 &&
    (kind === 'egress-gateway' || kind === 'waypoint')
    ? t(`waysOut.viaThrough.${kind}`, {
        names: through.map(renderName).join(', '),
      })
    : t(`waysOut.via.${kind}`);
}

/** What the destination sees: `Leaves as 203.0.113.7`. */
export function renderSourceAddress(
  t: TrafficText,
  { sourceAddress }: Dependency,
): string {
  const { state, addresses = [] } = sourceAddress;
  if (state === 'not-known') {
    return t('waysOut.sourceAddress.not-known');
  }
  return addresses.length > 0
    ? t(`waysOut.sourceAddress.${state}`, { addresses: addresses.join(', ') })
    : t('waysOut.sourceAddress.knownBare');
}

/** What is added on the way, and whether the other side is checked; nothing where nothing is known to be. */
export function renderTlsOrigination(
  t: TrafficText,
  { tls }: Dependency,
): { mode: string; verification?: string } | undefined {
  if (!tls) {
    return undefined;
  }
  const mode = t(`waysOut.tls.${tls.mode}`);
  if (tls.mode === 'disabled') {
    return { mode };
  }
  const answers = { true: 'yes', false: 'no', null: 'unknown' } as const;
  const verifies = answers[`${tls.verifies}`];
  return { mode, verification: t(`waysOut.verifies.${verifies}`) };
}
