/**
 * Tests of the jar as it is delivered, in network namespaces and beside the real nginx, keepalived and HAProxy. They run
 * as root only, and say which package is missing where they cannot run.
 */
package lb.dist;
