/**
 * A structural schema, reduced to what the server acts on: known fields, defaults, required fields, types, bounds and the
 * list types that server-side apply needs. `any` accepts everything, as x-kubernetes-preserve-unknown-fields does.
 */
export interface Schema {
  type:
    | 'object'
    | 'array'
    | 'string'
    | 'integer'
    | 'number'
    | 'boolean'
    | 'int-or-string'
    | 'any';
  properties?: Readonly<Record<string, Schema>>;
  /** The schema of every value of a map. */
  additionalProperties?: Schema;
  items?: Schema;
  required?: readonly string[];
  default?: unknown;
  enum?: readonly (string | number)[];
  pattern?: string;
  minimum?: number;
  maximum?: number;
  minLength?: number;
  maxLength?: number;
  minItems?: number;
  maxItems?: number;
  nullable?: boolean;
  /** How server-side apply merges an array; absent means atomic. */
  listType?: 'atomic' | 'set' | 'map';
  listMapKeys?: readonly string[];
  /** Server-side apply owns the whole object, not its fields. */
  atomicMap?: boolean;
  /** Fields that are not declared are kept. */
  preserveUnknownFields?: boolean;
}
