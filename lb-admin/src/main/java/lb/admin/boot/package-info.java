/** One running node: the two engines put together, started all or not at all, and stopped in order. */
package lb.admin.boot;
