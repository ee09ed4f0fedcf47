/** What a log line is made of, where a person writes it: HAProxy's {@code log-format}. Pure. */
package lb.admin.logformat;
