/**
 * Moves what only a cloud can move (an elastic or floating IP, a route) to the node that has become master: when, how
 * often, and what is said of it. The requests themselves are made in {@link lb.ha.cloud.provider}.
 */
package lb.ha.cloud;
