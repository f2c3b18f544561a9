import {
  ApiException,
  KubeConfig,
  KubernetesObjectApi,
  PatchStrategy,
} from '@kubernetes/client-node';
import type { Manifest } from '../ConformanceRig';

/** Writes through the stock client, so that the suite does not judge our own by itself. */
export function kubeconfigWriter(path: string) {
  const config = new KubeConfig();
  config.loadFromFile(path);
  const api = KubernetesObjectApi.makeApiClient(config);
  return {
    context: config.getCurrentContext(),

    async apply(manifest: Manifest): Promise<void> {
      try {
        await api.create(manifest);
      } catch (error) {
        if (!hasCode(error, 409)) {
          throw error;
        }
        await api.patch(
          manifest,
          undefined,
          undefined,
          undefined,
          undefined,
          PatchStrategy.MergePatch,
        );
      }
    },

    async remove(manifest: Manifest): Promise<void> {
      try {
        await api.delete(manifest);
      } catch (error) {
        if (!hasCode(error, 404)) {
          throw error;
        }
      }
    },
  };
}

function hasCode(error: unknown, code: number): boolean {
  return error instanceof ApiException && error.code === code;
}
