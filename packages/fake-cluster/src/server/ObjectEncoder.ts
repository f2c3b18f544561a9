import { apiVersionOf } from '../model/KubeObject';
import type { ServedResource } from '../model/ResourceRegistry';
import type { StoredObject } from '../storage/StoredObject';
import {
  renderColumnDefinitions,
  renderPartialObject,
  renderRow,
} from '../tables/renderTable';
import type { IncludeObject } from '../tables/renderTable';
import type { ObjectForm } from './negotiate';

/** The metadata of a list. */
export interface ListMeta {
  resourceVersion: string;
  continue?: string;
  remainingItemCount?: number;
}

/** Writes objects of one kind in the form that a client asked for, as JSON text. */
export class ObjectEncoder {
  readonly #apiVersion: string;
  #columnsSent = false;

  constructor(
    private readonly options: {
      served: ServedResource;
      form: ObjectForm;
      includeObject: IncludeObject;
      nowMs: () => number;
    },
  ) {
    const { type, version } = options.served;
    this.#apiVersion = apiVersionOf(type.group, version);
  }

  /** One object, as a get answers it. */
  encodeOne(stored: StoredObject): string {
    const { form, served } = this.options;
    if (form === 'Table') {
      return this.#table({
        metadata: {
          resourceVersion: stored.object.metadata.resourceVersion ?? '',
        },
        items: [stored],
        withColumns: true,
      });
    }
    if (form === 'PartialObjectMetadata') {
      return JSON.stringify(renderPartialObject(stored.object));
    }
    return stored.json({
      apiVersion: this.#apiVersion,
      kind: served.type.kind,
    });
  }

  /** One object inside a watch event: of a table, only the first event names the columns. */
  encodeEventObject(stored: StoredObject): string {
    if (this.options.form !== 'Table') return this.encodeOne(stored);
    const withColumns = !this.#columnsSent;
    this.#columnsSent = true;
    return this.#table({
      metadata: { resourceVersion: '' },
      items: [stored],
      withColumns,
    });
  }

  /** What stands for the object in a bookmark: nothing but kind and resource version. */
  encodeBookmark(
    resourceVersion: string,
    annotations?: Record<string, string>,
  ): string {
    const metadata = {
      resourceVersion,
      ...(annotations ? { annotations } : {}),
    };
    if (this.options.form === 'Table') {
      return JSON.stringify({
        kind: 'Table',
        apiVersion: 'meta.k8s.io/v1',
        metadata,
        columnDefinitions: null,
        rows: [],
      });
    }
    const partial = this.options.form === 'PartialObjectMetadata';
    return JSON.stringify({
      kind: partial ? 'PartialObjectMetadata' : this.options.served.type.kind,
      apiVersion: partial ? 'meta.k8s.io/v1' : this.#apiVersion,
      metadata,
    });
  }

  encodeList(meta: ListMeta, items: readonly StoredObject[]): string {
    const { form, served } = this.options;
    if (form === 'Table') {
      return this.#table({ metadata: meta, items, withColumns: true });
    }
    if (form === 'PartialObjectMetadata') {
      return JSON.stringify({
        kind: 'PartialObjectMetadataList',
        apiVersion: 'meta.k8s.io/v1',
        metadata: meta,
        items: items.map(item => renderPartialObject(item.object)),
      });
    }
    const { type } = served;
    const whole = { apiVersion: this.#apiVersion, kind: type.kind };
    const head = JSON.stringify({
      kind: type.listKind,
      apiVersion: this.#apiVersion,
      metadata: meta,
    }).slice(0, -1);
    const body = items
      .map(item => (type.custom ? item.json(whole) : item.bareJson()))
      .join(',');
    return `${head},"items":[${body}]}`;
  }

  #table(table: {
    metadata: ListMeta;
    items: readonly StoredObject[];
    withColumns: boolean;
  }): string {
    const { metadata, items, withColumns } = table;
    const { served, includeObject, nowMs } = this.options;
    const context = {
      type: served.type,
      apiVersion: this.#apiVersion,
      nowMs: nowMs(),
      includeObject,
    };
    return JSON.stringify({
      kind: 'Table',
      apiVersion: 'meta.k8s.io/v1',
      metadata,
      columnDefinitions: withColumns
        ? renderColumnDefinitions(served.type)
        : null,
      rows: items.map(item => renderRow(context, item.object)),
    });
  }
}
