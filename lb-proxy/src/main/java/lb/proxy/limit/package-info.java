/** Limits: what may be open or begin at one time, how it is known that a limit was reached, and where limits come from. */
package lb.proxy.limit;
