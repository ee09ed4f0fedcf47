/** Frontends: the listening sockets, and what is known of whom they let in. */
package lb.proxy.listen;
