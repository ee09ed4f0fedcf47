/** What pushing figures and sending spans to a collector by OTLP have in common. */
package lb.admin.otlp;
