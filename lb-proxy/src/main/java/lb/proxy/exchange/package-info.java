/** How an exchange ended: the one view from which the access log line and the counters come. */
package lb.proxy.exchange;
