import { z } from 'zod/v3';
import { readRouteValue, type RouteValue } from '../model/routeValue';

const contextSchema = z.object({
  formData: z.object({ entityRef: z.string().min(1) }),
});
const routeSchema = z.object({ formData: z.object({ route: z.unknown() }) });

/** What the form's other fields hold so far; the names are those of the template. */
export function readForm(formContext: unknown): {
  entityRef?: string;
  route?: RouteValue;
} {
  const context = contextSchema.safeParse(formContext);
  const route = routeSchema.safeParse(formContext);
  return {
    entityRef: context.success ? context.data.formData.entityRef : undefined,
    route: route.success
      ? readRouteValue(route.data.formData.route)
      : undefined,
  };
}
