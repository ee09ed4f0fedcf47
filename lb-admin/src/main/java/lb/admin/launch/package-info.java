/** The first steps of the process: a Java that is new enough, with the options that a node needs. */
package lb.admin.launch;
