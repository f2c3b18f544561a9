import type {
  Condition,
  ControllerVerdict,
} from '@portolan/plugin-traffic-common';

/** A condition as a controller wrote it. */
export interface ReportedCondition extends Condition {
  readonly observedGeneration: number | undefined;
  /** ISO time; '' when the controller gave none. */
  readonly at: string;
}

/** The status of a condition; one that the API does not know counts as Unknown. */
export function toStatus(
  value: string | null | undefined,
): Condition['status'] {
  return value === 'True' || value === 'False' ? value : 'Unknown';
}

/** The CRDs pre-fill conditions with this transition time: nobody has looked yet. */
const CRD_DEFAULT_TIME = '1970-01-01T00:00:00Z';

/**
 * What a controller said about the current generation of an object. Conditions that are only the CRD's default are no
 * statement; those that observed an older generation are about another object.
 */
export function decodeVerdict(options: {
  conditions: readonly ReportedCondition[];
  generation: number | undefined;
  /** '' where the object does not say and its class is not known. */
  controller: string;
}): ControllerVerdict {
  const { conditions, generation, controller } = options;
  if (conditions.length === 0) {
    return { state: 'none' };
  }
  const said = conditions.filter(
    condition => condition.at !== CRD_DEFAULT_TIME,
  );
  if (
    said.length === 0 ||
    said.some(condition => isStale(condition, generation))
  ) {
    return {
      state: 'pending',
      ...(said.length === 0 ? {} : { controller }),
      conditions: conditions.map(toCondition),
    };
  }
  const at = said.reduce((newest, c) => (c.at > newest ? c.at : newest), '');
  return {
    state: 'reported',
    controller,
    conditions: said.map(toCondition),
    ...(at ? { at } : {}),
  };
}

/** Without `observedGeneration` a condition is taken as current: the field is optional. */
function isStale(
  { observedGeneration }: ReportedCondition,
  generation: number | undefined,
): boolean {
  return (
    observedGeneration !== undefined &&
    generation !== undefined &&
    observedGeneration < generation
  );
}

function toCondition({ type, status, reason }: ReportedCondition): Condition {
  return { type, status, reason };
}

/** Whether what we predict and what a controller says differ on a condition that both speak about. */
export function compareConditions(
  predicted: readonly Condition[],
  reported: ControllerVerdict,
): 'agree' | 'disagree' | 'not-comparable' {
  if (reported.state !== 'reported') {
    return 'not-comparable';
  }
  let agreement: 'agree' | 'not-comparable' = 'not-comparable';
  for (const ours of predicted) {
    const theirs = reported.conditions.find(({ type }) => type === ours.type);
    if (theirs && ours.status !== 'Unknown' && theirs.status !== 'Unknown') {
      if (ours.status !== theirs.status) {
        return 'disagree';
      }
      agreement = 'agree';
    }
  }
  return agreement;
}
