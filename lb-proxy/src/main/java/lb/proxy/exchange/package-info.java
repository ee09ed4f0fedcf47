/** How an exchange ended: the one record from which the access log line and the counters come. */
package lb.proxy.exchange;
