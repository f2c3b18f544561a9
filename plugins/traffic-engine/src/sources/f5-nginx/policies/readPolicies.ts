import type {
  Provenance,
  RoutePolicy,
  RouteVerdict,
} from '@portolan/plugin-traffic-common';
import { classesOf } from '../../../f5/classes';
import { readF5Object, type F5Object } from '../../../f5/F5Object';
import { F5_POLICY } from '../../../f5/kinds';
import { SECRET } from '../../../kinds/coreKinds';
import { at } from '../../../model/refs';
import { lookUp } from '../../../references/lookUp';
import type { ClusterSnapshot } from '../../../snapshot/ClusterSnapshot';
import {
  isRecord,
  readList,
  readText,
  type UnknownRecord,
} from '../../../snapshot/read';
import { notKnown, SERVING } from '../doors';
import { SOURCE_ID } from '../kinds';
import { scalarsOf } from '../scalars';
import { POLICY_TYPES, type PolicyType } from './policyTypes';

/** One Policy as one place has it. */
export interface PolicySetting {
  readonly type: PolicyType;
  /** `ns/name`. */
  readonly key: string;
  readonly spec: UnknownRecord;
  readonly policy: RoutePolicy;
}

/** The Policies of one place, and whether they let requests through: one that is not there makes the answer 500. */
export interface PolicyContext {
  readonly settings: readonly PolicySetting[];
  readonly door: RouteVerdict;
  /** Why the answer is 500. */
  readonly failure: { path: string; message: string } | null;
}

/** Where Policies are named: in the `spec` of a VirtualServer, or in a route. */
export interface PolicyPlace {
  readonly context: 'spec' | 'route';
  readonly owner: F5Object;
  readonly path: string;
  readonly holder: UnknownRecord;
  readonly controller: string;
  readonly hasTls: boolean;
}

/** The Policies that one place names, in the order of their list (generatePolicies). */
export function readPolicies(
  snapshot: ClusterSnapshot,
  place: PolicyPlace,
): PolicyContext {
  const { owner, path } = place;
  const settings: PolicySetting[] = [];
  for (const [index, ref] of readList(place.holder, 'policies').entries()) {
    const name = readText(ref, 'name') ?? '';
    const namespace = readText(ref, 'namespace') || owner.object.namespace;
    const key = `${namespace}/${name}`;
    const found = lookUp(snapshot, F5_POLICY, namespace, name);
    const failWith = (message: string): PolicyContext => ({
      settings: [],
      ...failing(message),
      failure: { path: `${path}.policies[${index}]`, message },
    });
    if (found.state === 'missing') {
      return failWith(`the Policy ${key} does not exist`);
    }
    if (found.state !== 'resolved') {
      return {
        settings: settings.map(toUnknown),
        door: notKnown('Policy', key),
        failure: null,
      };
    }
    const fact = readF5Object(snapshot.cluster, found.value);
    const given = POLICY_TYPES.filter(({ field }) =>
      isRecord(fact.spec[field]),
    );
    const [type] = given;
    if (!isTakenBy(snapshot, fact, place.controller)) {
      return failWith(`the Policy ${key} is of another class`);
    }
    if (given.length > 1 || Object.keys(fact.spec).length === 0) {
      return failWith(`the Policy ${key} does not set exactly one thing`);
    }
    if (!type) {
      continue;
    }
    const spec = isRecord(fact.spec[type.field]) ? fact.spec[type.field] : {};
    const setting = settingOf(type, { key, fact, spec });
    const problem =
      faultIn(snapshot, setting, place) ??
      (type.second === 'fails' && settings.some(each => each.type === type)
        ? `a second Policy for ${type.field}, ${key}, is not allowed`
        : null);
    if (problem !== null) {
      return failWith(problem);
    }
    settings.push(setting);
  }
  return { settings: withinOnePlace(settings), door: SERVING, failure: null };
}

/** Fields of the Policies named here that none of the sorts is. */
export function unreadPolicies(
  snapshot: ClusterSnapshot,
  { owner, holder }: PolicyPlace,
): readonly Provenance[] {
  return readList(holder, 'policies').flatMap(ref => {
    const namespace = readText(ref, 'namespace') || owner.object.namespace;
    const found = snapshot.get(
      F5_POLICY,
      namespace,
      readText(ref, 'name') ?? '',
    );
    if (!found || !isRecord(found.spec)) {
      return [];
    }
    const { object } = readF5Object(snapshot.cluster, found);
    return Object.keys(found.spec)
      .filter(
        field =>
          field !== 'ingressClassName' &&
          !POLICY_TYPES.some(type => type.field === field),
      )
      .sort()
      .map(field => at(SOURCE_ID, object)(`spec.${field}`));
  });
}

function failing(reason: string): { door: RouteVerdict } {
  return {
    door: {
      state: 'failing',
      reasons: [
        {
          code: 'NotAttached',
          params: { by: 'F5 NGINX', reason: `${reason}: it answers 500` },
        },
      ],
    },
  };
}

function isTakenBy(
  snapshot: ClusterSnapshot,
  fact: F5Object,
  controller: string,
): boolean {
  return classesOf(snapshot, fact.className).some(
    ({ name }) => name === controller,
  );
}

function settingOf(
  type: PolicyType,
  { key, fact, spec }: { key: string; fact: F5Object; spec: unknown },
): PolicySetting {
  return {
    type,
    key,
    spec: isRecord(spec) ? spec : {},
    policy: {
      aspect: type.aspect,
      summary: type.summary(spec),
      params: scalarsOf(spec),
      state: 'in-force',
      setBy: at(SOURCE_ID, fact.object)(`spec.${type.field}`),
    },
  };
}

function faultIn(
  snapshot: ClusterSnapshot,
  { type, key, spec }: PolicySetting,
  { context, hasTls }: PolicyPlace,
): string | null {
  if (type.field === 'ingressMTLS' && (context !== 'spec' || !hasTls)) {
    return context === 'spec'
      ? `the Policy ${key} asks for client certificates, and the VirtualServer has no TLS`
      : `the Policy ${key} asks for client certificates, which only a whole VirtualServer can`;
  }
  const [namespace] = key.split('/');
  const gone = (type.secrets ?? [])
    .map(field => readText(spec, field) ?? '')
    .find(
      name =>
        name !== '' &&
        lookUp(snapshot, SECRET, namespace, name).state === 'missing',
    );
  return gone === undefined
    ? null
    : `the Secret ${namespace}/${gone} of the Policy ${key} does not exist`;
}

/** Of one sort the first counts, but for those that add up; rules that allow addresses leave those that deny out. */
function withinOnePlace(
  settings: readonly PolicySetting[],
): readonly PolicySetting[] {
  const allows = settings.find(
    ({ type, spec }) =>
      type.field === 'accessControl' && readList(spec, 'allow').length > 0,
  );
  return settings.map((setting, index) => {
    const first = settings.findIndex(({ type }) => type === setting.type);
    const isDeny =
      setting.type.field === 'accessControl' &&
      readList(setting.spec, 'allow').length === 0;
    if (setting.type.second === 'ignored' && first < index) {
      return overriddenBy(setting, settings[first]);
    }
    return isDeny && allows ? overriddenBy(setting, allows) : setting;
  });
}

export function overriddenBy(
  setting: PolicySetting,
  winner: PolicySetting,
): PolicySetting {
  return {
    ...setting,
    policy: {
      ...setting.policy,
      state: 'overridden',
      by: winner.policy.setBy,
    },
  };
}

function toUnknown(setting: PolicySetting): PolicySetting {
  return { ...setting, policy: { ...setting.policy, state: 'unknown' } };
}
