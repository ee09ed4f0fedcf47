/** Which server is next. */
package lb.proxy.balance;
