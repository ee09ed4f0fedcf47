/** What differs between the settings of a running proxy and others, and what of it can be had without a restart. */
package lb.proxy.reload;
