/// Tests with real nodes: processes on loopback that are loaded, killed, cut off from their object
/// store and stopped, and whose objects are read back and held against what was acknowledged.
/// [NodeProcess] is a node, [Traffic] what is sent to it while it is killed, [Readings] what a load
/// left in the store, [Committed] any messages, [Library] the libraries that devices use.
@NullMarked
package io.edgemq.multijvm;

import org.jspecify.annotations.NullMarked;
