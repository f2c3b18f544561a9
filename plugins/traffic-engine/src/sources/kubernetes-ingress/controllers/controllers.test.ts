import { chooseController } from '.';

describe('chooseController', () => {
  it.each([
    { controller: 'k8s.io/ingress-nginx', title: 'ingress-nginx' },
    {
      controller: 'nginx.org/ingress-controller',
      title: 'F5 NGINX Ingress Controller',
    },
    { controller: 'traefik.io/ingress-controller', title: 'Traefik' },
    { controller: 'haproxy.org/ingress-controller', title: 'HAProxy' },
    { controller: 'haproxy.org/ingress-controller/prod', title: 'HAProxy' },
    {
      controller: 'haproxy-ingress.github.io/controller',
      title: 'HAProxy Ingress',
    },
    {
      controller: 'ingress.k8s.aws/alb',
      title: 'AWS Load Balancer Controller',
    },
    { controller: 'projectcontour.io/ingress-controller', title: 'Contour' },
    { controller: 'ingress-controllers.konghq.com/kong', title: 'Kong' },
    {
      controller: 'openshift.io/ingress-to-route',
      title: 'OpenShift ingress-to-route',
    },
    { controller: 'haproxy.org/other', title: 'standard rules' },
    { controller: 'example.com/any', title: 'standard rules' },
  ])('$controller', ({ controller, title }) => {
    const chosen = chooseController({
      kind: 'ingress-class',
      className: 'nginx',
      controller,
    });
    expect(chosen.controller.title).toBe(title);
    expect(chosen.by).toBe(
      title === 'standard rules' ? 'nothing' : 'ingress-class',
    );
  });

  it.each([
    { className: 'nginx', title: 'ingress-nginx', by: 'class-name' },
    { className: 'gce', title: 'GKE Ingress', by: 'class-name' },
    { className: 'gce-internal', title: 'GKE Ingress', by: 'class-name' },
    { className: 'web', title: 'standard rules', by: 'nothing' },
    { className: null, title: 'standard rules', by: 'nothing' },
  ])('without an IngressClass, $className', ({ className, title, by }) => {
    const chosen = chooseController({
      kind: 'ingress-class',
      className,
      controller: null,
    });
    expect(chosen.controller.title).toBe(title);
    expect(chosen.by).toBe(by);
  });
});
