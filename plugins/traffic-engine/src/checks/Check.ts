import type {
  Finding,
  ObjectRef,
  Provenance,
  Severity,
} from '@portolan/plugin-traffic-common';
import type { KindRef } from '../kinds/KindRef';
import type { CatalogEntityFacts } from '../ownership/CatalogEntityFacts';
import type { TrafficModel } from '../model/TrafficModel';
import type { ClusterSnapshot } from '../snapshot/ClusterSnapshot';
import type { Source } from '../sources/Source';

/** What a check may look at: the joined model of all clusters, their snapshots, and the catalog's facts. */
export interface CheckContext {
  readonly model: Omit<TrafficModel, 'findings'>;
  readonly snapshots: readonly ClusterSnapshot[];
  /** The sources that the model comes from, for checks that ask their judges. */
  readonly sources: readonly Source[];
  readonly entities: readonly CatalogEntityFacts[];
  readonly now: string;
}

/** What a check reports; its code, severity and text belong to the check and are added by the runner. */
export interface FindingDraft {
  readonly at: Provenance;
  readonly params: Readonly<Record<string, string | number>>;
  readonly related?: readonly ObjectRef[];
  /** Entities that the finding concerns; the runner adds none of its own. */
  readonly entities: readonly string[];
  /** The controller's current status says otherwise: lowers the severity by one and is told. */
  readonly controllerDisagrees?: boolean;
}

/** One question about the model. Silent about everything that is not known. */
export interface Check {
  /** Equal to the name of its folder. */
  readonly id: string;
  /** Stable and never reused: TRF1xx references and attachment, TRF2xx endpoints, TRF3xx ownership and conflicts, TRF4xx ways out. */
  readonly code: `TRF${number}`;
  readonly severity: Severity;
  readonly title: string;
  /** English sentences with `{{param}}`; every param is used. */
  readonly message: string;
  readonly fix: string;
  readonly reads: readonly KindRef[];
  run(context: CheckContext): readonly FindingDraft[];
}

/** The finding of a draft, with its sentences rendered. */
export function toFinding(check: Check, draft: FindingDraft): Finding {
  const disagrees = draft.controllerDisagrees ?? false;
  return {
    code: check.code,
    severity: disagrees ? lower(check.severity) : check.severity,
    at: draft.at,
    params: { ...draft.params },
    related: [...(draft.related ?? [])],
    entities: [...draft.entities],
    controllerDisagrees: disagrees,
    message: renderTemplate(check.message, draft.params),
    fix: renderTemplate(check.fix, draft.params),
  };
}

/** Fills `{{name}}`; a name without a value stays as it is, so that a test sees it. */
export function renderTemplate(
  template: string,
  params: Readonly<Record<string, string | number>>,
): string {
  return template.replace(/\{\{(\w+)\}\}/g, (whole, name: string) =>
    name in params ? String(params[name]) : whole,
  );
}

function lower(severity: Severity): Severity {
  return severity === 'error' ? 'warning' : 'info';
}
