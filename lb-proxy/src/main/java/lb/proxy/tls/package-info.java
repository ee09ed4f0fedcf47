/**
 * TLS: certificates and keys from files, which of them a client gets, what is spoken, and the engines that speak it. Knows
 * neither sockets nor loops, but for the stream that stands between a socket and its user.
 */
package lb.proxy.tls;
