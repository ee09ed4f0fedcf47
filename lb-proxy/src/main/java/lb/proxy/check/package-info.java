/** Health checks: what is said to a server and what its answers mean, when, and by which sockets. */
package lb.proxy.check;
