/**
 * What rules do to requests, responses and connections: HAProxy's {@code http-request}, {@code http-response},
 * {@code tcp-request} and {@code use-server}, compiled once into arrays and gone through in order. Pure: what is edited, and
 * how an answer is sent, is {@link lb.proxy.rule.HeadEditor}'s and that of who runs the rules.
 */
package lb.proxy.rule;
