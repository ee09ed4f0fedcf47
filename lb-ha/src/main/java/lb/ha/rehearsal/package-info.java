/**
 * What a node does when addresses come and go, gone through before it comes to that. What a JVM does for the first time is
 * slow, and would be part of an outage.
 */
package lb.ha.rehearsal;
