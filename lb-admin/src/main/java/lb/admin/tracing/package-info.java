/** Exchanges of sampled traces as spans, sent to a collector by OTLP. */
package lb.admin.tracing;
