import type { KubeObject } from '../model/KubeObject';

/** A column of `kubectl get`: where its cell comes from and, with priority above 0, that it is shown with `-o wide` only. */
export interface PrinterColumn {
  name: string;
  type: 'string' | 'integer' | 'date' | 'number' | 'boolean';
  priority?: number;
  description?: string;
  /** A JSONPath as CustomResourceDefinitions write it, or a function of the object. */
  cell: string | ((object: KubeObject) => string | number);
}
