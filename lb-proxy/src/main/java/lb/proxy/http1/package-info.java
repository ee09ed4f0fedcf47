/**
 * HTTP/1.x (RFC 9110, RFC 9112) between a client and a server: heads read in place, bodies streamed, both connections on
 * one event loop.
 *
 * <p>Where RFC 9112 lets a recipient choose between repairing and refusing a message that two parsers could read
 * differently, it is refused; the exceptions are obs-fold (replaced with spaces), chunk extensions (dropped), identical
 * repeated Content-Length (merged) and Content-Length beside Transfer-Encoding (dropped, the connection closes after).
 */
package lb.proxy.http1;
