/** Health: the pure counter of passes and failures, and what is told when a server's state changes. */
package lb.proxy.health;
