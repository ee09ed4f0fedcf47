/** The figures: counters per event loop, and the one table of columns from which every report is made. */
package lb.proxy.stats;
