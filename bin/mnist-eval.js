#!/usr/bin/env node
import '../dist/programs/mnist-eval.js';
