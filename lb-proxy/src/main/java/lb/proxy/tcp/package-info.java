/** Mode tcp: bytes moved between a client and a server, unread. */
package lb.proxy.tcp;
