/** Names of servers asked of DNS again and again, and what becomes of the servers when the answers change. */
package lb.proxy.resolve;
