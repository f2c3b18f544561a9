import type { KubeObject } from '../model/KubeObject';
import type { ResourceType } from '../model/ResourceType';
import { formatAge } from './formatAge';
import { readJsonPath } from './jsonPath';
import type { PrinterColumn } from './PrinterColumn';

const DEFAULT_COLUMNS: readonly PrinterColumn[] = [
  { name: 'Age', type: 'date', cell: '.metadata.creationTimestamp' },
];

/** How much of each object a row carries beside its cells. */
export type IncludeObject = 'None' | 'Metadata' | 'Object';

/** What rows are made for: the kind, the time that ages are counted to, and how much of the objects is wanted. */
export interface TableContext {
  type: ResourceType;
  apiVersion: string;
  nowMs: number;
  includeObject: IncludeObject;
}

function cellOf(
  object: KubeObject,
  column: PrinterColumn,
  nowMs: number,
): string | number | null {
  if (typeof column.cell === 'function') return column.cell(object);
  const values = readJsonPath(object, column.cell).map(value =>
    typeof value === 'object' ? JSON.stringify(value) : value,
  );
  if (!values.length) return column.type === 'string' ? '' : null;
  if (column.type === 'date') {
    const createdMs = Date.parse(String(values[0]));
    return Number.isNaN(createdMs) ? '<unknown>' : formatAge(nowMs - createdMs);
  }
  const [first] = values;
  return typeof first === 'number' && values.length === 1
    ? first
    : values.map(String).join(',');
}

/** The head of a table: one definition per column. */
export function renderColumnDefinitions(type: ResourceType): object[] {
  const columns = type.columns ?? DEFAULT_COLUMNS;
  return [
    {
      name: 'Name',
      type: 'string',
      format: 'name',
      description: 'Name of the object, unique within its namespace',
      priority: 0,
    },
    ...columns.map(column => ({
      name: column.name,
      type: column.type === 'date' ? 'string' : column.type,
      format: '',
      description: column.description ?? column.name,
      priority: column.priority ?? 0,
    })),
  ];
}

/** The metadata of an object as an object of its own. */
export function renderPartialObject(object: KubeObject): object {
  return {
    kind: 'PartialObjectMetadata',
    apiVersion: 'meta.k8s.io/v1',
    metadata: object.metadata,
  };
}

/** One row: its cells and, as asked, nothing, the metadata or the whole object. */
export function renderRow(context: TableContext, object: KubeObject): object {
  const columns = context.type.columns ?? DEFAULT_COLUMNS;
  const shown = {
    None: undefined,
    Metadata: renderPartialObject(object),
    Object: { ...object, apiVersion: context.apiVersion },
  }[context.includeObject];
  return {
    cells: [
      object.metadata.name ?? '',
      ...columns.map(column => cellOf(object, column, context.nowMs)),
    ],
    ...(shown ? { object: shown } : {}),
  };
}
