import type { TemplateExample } from '@backstage/plugin-scaffolder-node';

const ROUTE = `      entityRef: component:default/cart
      cluster: prod-eu
      namespace: shop
      name: cart-new
      gateway:
        namespace: infra
        name: public
        listener: https-shop
      hostnames: [cart.tideline.example]
      backends:
        - service: cart
          port: 8080`;

const SHARED_ROUTE = `      entityRef: component:default/cart
      cluster: prod-eu
      namespace: shop
      name: cart-beta
      gateway:
        namespace: infra
        name: public
      hostnames: [beta.tideline.example]
      path:
        type: PathPrefix
        value: /cart
      method: GET
      requestTimeout: 10s
      backends:
        - service: cart
          port: 8080
          weight: 90
        - service: cart-next
          namespace: shop-next
          port: 8080
          weight: 10
      includeReferenceGrants: true`;

/** Each is executed in the tests. */
export const previewExamples: TemplateExample[] = [
  {
    description: 'Say what a route for a whole host would do',
    example: `steps:
  - id: preview
    action: traffic:route:preview
    input:
${ROUTE}
`,
  },
  {
    description:
      'Put the manifests of a shared route and its ReferenceGrant into a folder, for a pull request',
    example: `steps:
  - id: preview
    action: traffic:route:preview
    input:
${SHARED_ROUTE}
      targetPath: deploy/routes
`,
  },
];

/** Each is executed in the tests. */
export const applyExamples: TemplateExample[] = [
  {
    description: 'Make a route for a whole host',
    example: `steps:
  - id: apply
    action: traffic:route:apply
    input:
${ROUTE}
`,
  },
  {
    description:
      'Share the requests of one path between two Services, one of another namespace',
    example: `steps:
  - id: apply
    action: traffic:route:apply
    input:
${SHARED_ROUTE}
`,
  },
];
