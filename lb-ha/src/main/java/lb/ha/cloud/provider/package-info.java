/** The clouds' own ways of being asked, each an implementation of {@link lb.ha.cloud.CloudMover} over HTTP. */
package lb.ha.cloud.provider;
