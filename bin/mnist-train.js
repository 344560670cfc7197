#!/usr/bin/env node
import '../dist/programs/mnist-train.js';
