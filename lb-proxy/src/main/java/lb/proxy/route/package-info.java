/**
 * Where a request goes: the conditions of routes, compiled once and held against the received bytes where they lie. Pure:
 * no sockets, no time.
 */
package lb.proxy.route;
