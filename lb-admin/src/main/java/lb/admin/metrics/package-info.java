/** The figures as Prometheus reads them. */
package lb.admin.metrics;
