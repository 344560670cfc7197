#!/usr/bin/env node
import '../dist/cli/mnist-train.js';
