/** What priorities follow that has to be looked at again and again, each thing on a thread of its own. */
package lb.ha.track;
